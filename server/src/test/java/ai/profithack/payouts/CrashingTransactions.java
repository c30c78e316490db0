package ai.profithack.payouts;

import java.util.function.Supplier;
import org.jooq.ExecuteContext;
import org.jooq.ExecuteListener;
import org.jooq.ExecuteListenerProvider;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.util.function.SingletonSupplier;

/// Transactions in which the calling process can die: before one begins, with all of it written and
/// nothing committed, or right after its commit; and before a statement that is in none.
final class CrashingTransactions implements PlatformTransactionManager {
  private final PlatformTransactionManager real;
  private int momentsToLive = Integer.MAX_VALUE;

  CrashingTransactions(PlatformTransactionManager real) {
    this.real = real;
  }

  /// Puts itself before the server's transaction manager.
  @TestConfiguration(proxyBeanMethods = false)
  static class Installation {
    @Bean
    static BeanPostProcessor crashingTransactions() {
      return new BeanPostProcessor() {
        @Override
        public Object postProcessAfterInitialization(Object bean, String name) {
          return bean instanceof PlatformTransactionManager real
              ? new CrashingTransactions(real)
              : bean;
        }
      };
    }

    /// Statements outside of any transaction are moments as well.
    @Bean
    ExecuteListenerProvider dyingBetweenStatements(
        ObjectProvider<CrashingTransactions> transactions) {
      var all = SingletonSupplier.of(transactions::getObject);
      return new DefaultExecuteListenerProvider(new BetweenStatements(all));
    }
  }

  private record BetweenStatements(Supplier<CrashingTransactions> transactions)
      implements ExecuteListener {
    @Override
    public void start(ExecuteContext context) {
      if (!TransactionSynchronizationManager.isActualTransactionActive()
          && transactions.get().dies()) {
        throw new SimulatedRail.Crash();
      }
    }
  }

  /// The process dies at the `moments`-th moment from now; each transaction has three.
  void dieAt(int moments) {
    momentsToLive = moments;
  }

  void live() {
    momentsToLive = Integer.MAX_VALUE;
  }

  /// The log's own writers do not die: they would take with them what others wait for.
  private boolean dies() {
    return !Thread.currentThread().getName().startsWith("event-writer")
        && momentsToLive != Integer.MAX_VALUE
        && momentsToLive-- <= 0;
  }

  @Override
  public TransactionStatus getTransaction(@Nullable TransactionDefinition definition) {
    if (!TransactionSynchronizationManager.isActualTransactionActive() && dies()) {
      throw new SimulatedRail.Crash();
    }
    return real.getTransaction(definition);
  }

  @Override
  public void commit(TransactionStatus status) {
    if (!status.isNewTransaction()) {
      real.commit(status);
      return;
    }
    if (dies()) {
      real.rollback(status);
      throw new SimulatedRail.Crash();
    }
    real.commit(status);
    if (dies()) {
      throw new SimulatedRail.Crash();
    }
  }

  @Override
  public void rollback(TransactionStatus status) {
    real.rollback(status);
  }
}
