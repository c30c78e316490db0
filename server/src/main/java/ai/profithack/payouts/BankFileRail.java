package ai.profithack.payouts;

import java.util.Currency;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/// SEPA credit transfers by a file that somebody takes to the bank.
@Component
class BankFileRail implements Rail.ByFile {
  private static final Currency EUR = Currency.getInstance("EUR");
  private static final String BIC = "[A-Z]{6}[A-Z0-9]{2}([A-Z0-9]{3})?";

  private final String holder;
  private final String iban;
  private final String bic;

  BankFileRail(
      @Value("${PROFITHACK_BANK_HOLDER:}") String holder,
      @Value("${PROFITHACK_BANK_IBAN:}") String iban,
      @Value("${PROFITHACK_BANK_BIC:}") String bic) {
    this.holder = holder.strip();
    this.iban = Iban.canonical(iban);
    this.bic = bic.strip();
  }

  @Override
  public String name() {
    return "bank-file";
  }

  @Override
  public String title() {
    return "Bank transfer (SEPA)";
  }

  @Override
  public Optional<String> unavailable() {
    if (holder.isEmpty() || iban.isEmpty()) {
      return Optional.of(
          "Bank transfers need PROFITHACK_BANK_HOLDER and PROFITHACK_BANK_IBAN, the account that is paid from.");
    }
    if (!Iban.isValid(iban)) {
      return Optional.of("PROFITHACK_BANK_IBAN is not a valid IBAN of a SEPA country.");
    }
    return bic.isEmpty() || bic.matches(BIC)
        ? Optional.empty()
        : Optional.of("PROFITHACK_BANK_BIC is not a BIC.");
  }

  @Override
  public Optional<Refusal> refuses(String receiver, String account, @Nullable String receiverBic) {
    if (!Iban.isValid(Iban.canonical(account))) {
      return Optional.of(
          new Refusal(
              "account",
              "The account is not a valid IBAN of a SEPA country: a letter or digit in it is wrong."));
    }
    if (receiverBic != null && !receiverBic.matches(BIC)) {
      return Optional.of(new Refusal("bic", "The BIC has 8 or 11 letters and digits."));
    }
    return SepaText.refuses(receiver).map(why -> new Refusal("holder", why));
  }

  @Override
  public boolean carries(Currency currency) {
    return currency.equals(EUR);
  }

  @Override
  public byte[] file(OrderBatch batch) {
    return CreditTransferFile.write(batch, holder, iban, bic.isEmpty() ? null : bic);
  }

  @Override
  public String extension() {
    return "xml";
  }
}
