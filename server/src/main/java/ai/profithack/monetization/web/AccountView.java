package ai.profithack.monetization.web;

import ai.profithack.ledger.AccountBooks.Holding;
import ai.profithack.ledger.AccountBooks.Posting;
import ai.profithack.ledger.AccountBooks.Sums;
import ai.profithack.ledger.Asset;
import ai.profithack.web.DateRange;
import ai.profithack.web.Formats;
import ai.profithack.web.Listing;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What the page of an account shows, or that of the accounts of a kind: then `holdings` are there
/// in place of `postings`.
public record AccountView(
    String path,
    Asset asset,
    DateRange range,
    @Nullable LocalDate asOf,
    Sums sums,
    @Nullable Holdings holdings,
    @Nullable Rows<Posting> postings) {

  /// The accounts of a kind that hold anything.
  public record Holdings(Listing listing, java.util.List<Holding> rows, long count) {}

  public String amount(Formats format, long minor) {
    return format.decimal(asset.decimal(minor));
  }

  public String assetName() {
    return name(asset);
  }

  static String name(Asset asset) {
    return asset.equals(Asset.AI_CREDIT) ? "AI credits" : asset.code();
  }

  public String csv() {
    return BookLinks.csv(path, asset, range);
  }

  public String account(String of) {
    return BookLinks.account(of, asset, asOf, null);
  }

  public String entry(Posting posting) {
    return BookLinks.entry(posting.entryId());
  }

  public String words(Posting posting) {
    return EntryWords.of(posting.kind());
  }

  public String newest() {
    return BookLinks.account(path, asset, null, range);
  }

  public String older(Posting last) {
    return newest() + "&before=" + last.entryId();
  }
}
