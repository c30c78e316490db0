package ai.profithack.testing;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/// Calls at once.
public final class InParallel {
  private InParallel() {}

  /// As many threads as calls, all of which begin when the last of them is there. Returns what they
  /// returned, in their order.
  ///
  /// Errors: [AssertionError] with the cause where a call failed.
  public static <T> List<T> call(int times, IntFunction<Callable<T>> call) {
    var start = new CyclicBarrier(times);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var calls =
          IntStream.range(0, times)
              .mapToObj(call)
              .<Callable<T>>map(one ->
                  () -> {
                    start.await();
                    return one.call();
                  })
              .toList();
      return threads.invokeAll(calls).stream().map(InParallel::result).toList();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }

  private static <T> T result(Future<T> done) {
    try {
      return done.get();
    } catch (ExecutionException failed) {
      throw new AssertionError("a call failed", failed.getCause());
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
