package ai.profithack.platform;

import static ai.profithack.platform.schema.Frame.FRAME;

import ai.profithack.kernel.ReportingFrame;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Currency;
import org.jooq.DSLContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The frame of all figures: what is configured, pinned in the database at its first use.
///
/// Figures counted in one zone or currency cannot be continued in another, so a start with another
/// setting is refused.
@Configuration(proxyBeanMethods = false)
class PinnedFrame {
  @Bean
  ReportingFrame reportingFrame(
      DSLContext db,
      @Value("${PROFITHACK_ZONE:UTC}") String zone,
      @Value("${PROFITHACK_CURRENCY:USD}") String currency) {
    var configured = new ReportingFrame(zone(zone), currency(currency));
    db.insertInto(FRAME)
        .set(FRAME.ZONE, configured.zone().getId())
        .set(FRAME.CURRENCY, configured.currency().getCurrencyCode())
        .onConflictDoNothing()
        .execute();
    var pinned =
        db.selectFrom(FRAME)
            .fetchSingle(row ->
                new ReportingFrame(
                    ZoneId.of(row.get(FRAME.ZONE)), Currency.getInstance(row.get(FRAME.CURRENCY))));
    if (!pinned.equals(configured)) {
      throw new IllegalStateException(
          "The figures of this database are in zone %s and currency %s, and PROFITHACK_ZONE=%s, PROFITHACK_CURRENCY=%s ask for another. Set them back, or start with an empty database."
              .formatted(pinned.zone(), pinned.currency(), zone, currency));
    }
    return pinned;
  }

  private static ZoneId zone(String zone) {
    try {
      return ZoneId.of(zone);
    } catch (DateTimeException unknown) {
      throw new IllegalStateException(
          "PROFITHACK_ZONE=%s is not a time zone; use a name such as Europe/Berlin."
              .formatted(zone),
          unknown);
    }
  }

  private static Currency currency(String code) {
    Currency currency;
    try {
      currency = Currency.getInstance(code);
    } catch (IllegalArgumentException unknown) {
      throw new IllegalStateException(
          "PROFITHACK_CURRENCY=%s is not an ISO 4217 code such as USD.".formatted(code), unknown);
    }
    if (currency.getDefaultFractionDigits() < 0 || currency.getDefaultFractionDigits() > 2) {
      throw new IllegalStateException(
          "PROFITHACK_CURRENCY=%s does not fit the tables, which hold two decimals."
              .formatted(code));
    }
    return currency;
  }
}
