package ai.profithack.monetization.web;

import ai.profithack.ledger.Asset;
import ai.profithack.web.DateRange;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// Where in the books something is found.
final class BookLinks {
  static final String BOOKS = "/finance/books";
  static final String ACCOUNT = BOOKS + "/account";
  static final String CSV = BOOKS + "/account.csv";

  private BookLinks() {}

  /// An account, or the accounts of a kind; through the end of `asOf`, or over a range of days.
  static String account(
      String path, Asset asset, @Nullable LocalDate asOf, @Nullable DateRange range) {
    var link = ACCOUNT + "?path=" + encode(path) + "&asset=" + encode(asset.code());
    if (range != null) {
      return link + "&from=" + range.from() + "&to=" + range.to();
    }
    return asOf == null ? link : link + "&asOf=" + asOf;
  }

  static String csv(String path, Asset asset, DateRange range) {
    return CSV
        + "?path="
        + encode(path)
        + "&asset="
        + encode(asset.code())
        + "&from="
        + range.from()
        + "&to="
        + range.to();
  }

  static String entry(long entryId) {
    return BOOKS + "/entries/" + entryId;
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
