/* What follows a moving lever more calmly than its line: numbers that change with every frame cannot be read. */
"use strict";
(function (x) {
  const EVERY = 100, PATIENCE = 40; // milliseconds

  /* Called in the first free moment, or when patience ends. Not every browser tells of free moments. */
  function whenFree(work) {
    if (window.requestIdleCallback) window.requestIdleCallback(work, { timeout: PATIENCE });
    else setTimeout(work, 0);
  }

  /* `work` is done between two frames, so that none waits for it: at most once in EVERY milliseconds, and not later than
     EVERY and PATIENCE after it was asked for. */
  x.beat = function (work) {
    let wanted = 0, isWaiting = false, last = -EVERY;

    function due(turn) {
      isWaiting = false;
      if (turn !== wanted) return;
      last = performance.now();
      work();
    }

    function ask() {
      if (isWaiting) return;
      const turn = wanted;
      isWaiting = true;
      setTimeout(function () { whenFree(function () { due(turn); }); }, Math.max(0, last + EVERY - performance.now()));
    }

    /* All of it has been done otherwise. */
    function stop() {
      wanted += 1;
      isWaiting = false;
    }

    return { ask: ask, stop: stop };
  };
  x.whenFree = whenFree;
})(window.jsnaExplorer);
