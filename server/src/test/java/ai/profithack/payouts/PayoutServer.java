package ai.profithack.payouts;

import ai.profithack.testing.ServerTest;
import ai.profithack.testing.SettableClock;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.jooq.ExecuteListenerProvider;
import org.jooq.impl.DefaultExecuteListenerProvider;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Primary;
import org.springframework.test.context.DynamicPropertyRegistrar;
import org.springframework.test.context.TestPropertySource;

/// A server with a clock that is set, a bank account to pay from, a provider that can fail in all
/// ways, and creators with money.
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ServerTest
@Import({PayoutServer.Settings.class, SimulatedRail.class, SimulatedNotices.class, Creators.class})
@TestPropertySource(
    properties = {
      "PROFITHACK_BANK_HOLDER=Glühwürmchen & Söhne GmbH",
      "PROFITHACK_BANK_IBAN=DE89 3704 0044 0532 0130 00",
      "PAYPAL_CLIENT_ID=" + PayPalDouble.CLIENT_ID,
      "PAYPAL_CLIENT_SECRET=" + PayPalDouble.CLIENT_SECRET,
      "PAYPAL_WEBHOOK_ID=" + PayPalDouble.WEBHOOK_ID
    })
public @interface PayoutServer {
  /// The clock that stands until it is set, and a Stripe that is not Stripe's.
  @TestConfiguration(proxyBeanMethods = false)
  class Settings {
    @Bean
    StripeDouble stripeDouble(SettableClock clock) {
      return StripeDouble.start(clock);
    }

    @Bean
    @Primary
    StripeSettings stripeAtTheDouble(StripeDouble stripe) {
      return new StripeSettings(
          StripeDouble.KEY, "whsec_before, " + StripeDouble.SECRET, stripe.base());
    }

    @Bean
    @Primary
    SettableClock standingClock() {
      return new SettableClock(Creators.BEGINNING);
    }

    @Bean
    CountedStatements countedStatements() {
      return new CountedStatements();
    }

    @Bean
    ExecuteListenerProvider countingStatements(CountedStatements statements) {
      return new DefaultExecuteListenerProvider(statements);
    }

    @Bean
    PayPalDouble payPal(SettableClock clock) {
      return new PayPalDouble(clock);
    }

    @Bean
    DynamicPropertyRegistrar whereItsPayPalIs(PayPalDouble payPal) {
      return registry -> registry.add("PAYPAL_BASE_URL", payPal::url);
    }
  }
}
