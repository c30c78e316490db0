package ai.profithack.payouts;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;

/// A bank account and the statements that its bank sends of it, as camt.053.001.08.
final class SimulatedBank {
  private final String account;
  private final Currency currency;
  private final List<String> entries = new ArrayList<>();
  private long opening;
  private long closing;
  private int statements;
  private int references;
  private byte[] last = {};

  SimulatedBank(String account, Currency currency) {
    this.account = account;
    this.currency = currency;
  }

  void leaves(String key, long minor, LocalDate day) {
    line("DBIT", minor, day, "", "", "<Refs><EndToEndId>" + key + "</EndToEndId></Refs>");
  }

  void comesBack(String key, long minor, LocalDate day) {
    line(
        "CRDT",
        minor,
        day,
        "<RvslInd>true</RvslInd>",
        "",
        "<Refs><EndToEndId>"
            + key
            + "</EndToEndId></Refs><RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>");
  }

  void fee(long minor, LocalDate day) {
    line(
        "DBIT",
        minor,
        day,
        "",
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>CHRG</SubFmlyCd></Fmly></Domn></BkTxCd>",
        "");
  }

  void somethingElse(long minor, LocalDate day) {
    line("CRDT", minor, day, "", "", "<RmtInf><Ustrd>rent</Ustrd></RmtInf>");
  }

  private void line(
      String sign, long minor, LocalDate day, String before, String code, String details) {
    closing += sign.equals("DBIT") ? -minor : minor;
    entries.add(
        """
        <Ntry><Amt Ccy="%s">%s</Amt><CdtDbtInd>%s</CdtDbtInd>%s<Sts><Cd>BOOK</Cd></Sts><BookgDt><Dt>%s</Dt></BookgDt>
        <AcctSvcrRef>%s-%d</AcctSvcrRef>%s<NtryDtls><TxDtls>%s</TxDtls></NtryDtls></Ntry>
        """
            .formatted(
                currency, amount(minor), sign, before, day, account, ++references, code, details));
  }

  /// A statement of everything since the one before. Every second one does not say its days, and
  /// those of its balances do.
  byte[] statement(LocalDate day) {
    last =
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"><BkToCstmrStmt><GrpHdr><MsgId>M</MsgId></GrpHdr><Stmt><Id>S%d</Id>
        %s<Acct><Id><IBAN>%s</IBAN></Id><Ccy>%s</Ccy></Acct>%s%s%s</Stmt></BkToCstmrStmt></Document>
        """
            .formatted(
                ++statements,
                statements % 2 == 0 ? "" : days(day),
                account,
                currency,
                balance("OPBD", opening, day),
                balance("CLBD", closing, day),
                String.join("", entries))
            .strip()
            .getBytes(StandardCharsets.UTF_8);
    entries.clear();
    opening = closing;
    return last;
  }

  /// The last statement, sent again.
  byte[] again() {
    return last;
  }

  private static String days(LocalDate day) {
    return "<FrToDt><FrDtTm>%sT00:00:00</FrDtTm><ToDtTm>%sT23:59:59</ToDtTm></FrToDt>"
        .formatted(day, day);
  }

  private String balance(String code, long minor, LocalDate day) {
    return "<Bal><Tp><CdOrPrtry><Cd>%s</Cd></CdOrPrtry></Tp><Amt Ccy=\"%s\">%s</Amt><CdtDbtInd>%s</CdtDbtInd><Dt><Dt>%s</Dt></Dt></Bal>"
        .formatted(code, currency, amount(Math.abs(minor)), minor < 0 ? "DBIT" : "CRDT", day);
  }

  private String amount(long minor) {
    return BigDecimal.valueOf(minor, currency.getDefaultFractionDigits()).toPlainString();
  }
}
