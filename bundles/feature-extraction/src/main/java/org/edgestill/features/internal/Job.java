package org.edgestill.features.internal;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Something to do with the file on the thread that owns it. It may be done twice, the second time
 * on a file that was opened anew and does not have the first attempt's changes.
 *
 * @param work what to do
 * @param erases whether it is only done when no old page holds what it removed
 * @param done completes when the changes are durable
 * @param <T> the answer
 */
record Job<T>(Function<BehaviourFile, T> work, boolean erases, CompletableFuture<T> done) {

  static <T> Job<T> of(Function<BehaviourFile, T> work) {
    return new Job<>(work, false, new CompletableFuture<>());
  }

  static <T> Job<T> erasing(Function<BehaviourFile, T> work) {
    return new Job<>(work, true, new CompletableFuture<>());
  }

  /** Does the work; running the result passes its answer on. */
  Runnable on(BehaviourFile file) {
    T answer = work.apply(file);
    return () -> done.complete(answer);
  }

  /** Passes a failure on, unless the answer was given already. */
  void fail(Throwable why) {
    done.completeExceptionally(why);
  }
}
