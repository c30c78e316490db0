package ai.profithack.payouts;

import com.prowidesoftware.swift.model.mx.MxPain00100109;
import com.prowidesoftware.swift.model.mx.MxWriteConfiguration;
import com.prowidesoftware.swift.model.mx.dic.AccountIdentification4Choice;
import com.prowidesoftware.swift.model.mx.dic.ActiveOrHistoricCurrencyAndAmount;
import com.prowidesoftware.swift.model.mx.dic.AmountType4Choice;
import com.prowidesoftware.swift.model.mx.dic.BranchAndFinancialInstitutionIdentification6;
import com.prowidesoftware.swift.model.mx.dic.CashAccount38;
import com.prowidesoftware.swift.model.mx.dic.ChargeBearerType1Code;
import com.prowidesoftware.swift.model.mx.dic.CreditTransferTransaction34;
import com.prowidesoftware.swift.model.mx.dic.CustomerCreditTransferInitiationV09;
import com.prowidesoftware.swift.model.mx.dic.DateAndDateTime2Choice;
import com.prowidesoftware.swift.model.mx.dic.FinancialInstitutionIdentification18;
import com.prowidesoftware.swift.model.mx.dic.GenericFinancialIdentification1;
import com.prowidesoftware.swift.model.mx.dic.GroupHeader85;
import com.prowidesoftware.swift.model.mx.dic.PartyIdentification135;
import com.prowidesoftware.swift.model.mx.dic.PaymentIdentification6;
import com.prowidesoftware.swift.model.mx.dic.PaymentInstruction30;
import com.prowidesoftware.swift.model.mx.dic.PaymentMethod3Code;
import com.prowidesoftware.swift.model.mx.dic.PaymentTypeInformation26;
import com.prowidesoftware.swift.model.mx.dic.RemittanceInformation16;
import com.prowidesoftware.swift.model.mx.dic.ServiceLevel8Choice;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import org.jspecify.annotations.Nullable;

/// A batch as the bank's order: pain.001.001.09, one payment instruction, one transaction an order.
///
/// Everything in it comes from the batch, so that it is the same bytes whenever it is made. What
/// the schema lets pass is refused here: an amount with the wrong number of decimals, another
/// currency, a wrong IBAN, letters that a bank does not take, a day on which nothing is settled, an
/// order twice.
///
/// Source: ISO 20022 pain.001.001.09 and the European Payments Council's implementation guidelines
/// for SEPA credit transfers (EPC132-08).
final class CreditTransferFile {
  private static final int LONGEST_NAME = 70;

  private CreditTransferFile() {}

  /// The file, in UTF-8.
  ///
  /// Errors: [IllegalArgumentException] naming the order that no bank would take.
  static byte[] write(OrderBatch batch, String holder, String iban, @Nullable String bic) {
    var sum = checkedSum(batch);
    var count = Integer.toString(batch.orders().size());
    var instruction =
        new PaymentInstruction30()
            .setPmtInfId(batch.messageId())
            .setPmtMtd(PaymentMethod3Code.TRF)
            .setBtchBookg(false)
            .setNbOfTxs(count)
            .setCtrlSum(sum)
            .setPmtTpInf(
                new PaymentTypeInformation26().addSvcLvl(new ServiceLevel8Choice().setCd("SEPA")))
            .setReqdExctnDt(new DateAndDateTime2Choice().setDt(batch.executionDate()))
            .setDbtr(party(holder))
            .setDbtrAcct(account(iban))
            .setDbtrAgt(agent(bic))
            .setChrgBr(ChargeBearerType1Code.SLEV);
    batch.orders().forEach(order -> instruction.addCdtTrfTxInf(transaction(order)));
    var message =
        new MxPain00100109()
            .setCstmrCdtTrfInitn(
                new CustomerCreditTransferInitiationV09()
                    .setGrpHdr(
                        new GroupHeader85()
                            .setMsgId(batch.messageId())
                            .setCreDtTm(
                                batch
                                    .createdAt()
                                    .truncatedTo(ChronoUnit.SECONDS)
                                    .atOffset(ZoneOffset.UTC))
                            .setNbOfTxs(count)
                            .setCtrlSum(sum)
                            .setInitgPty(party(holder)))
                    .addPmtInf(instruction));
    var form = new MxWriteConfiguration();
    form.documentPrefix = null;
    return message.message(form).getBytes(StandardCharsets.UTF_8);
  }

  private static BigDecimal checkedSum(OrderBatch batch) {
    if (batch.orders().isEmpty()) {
      throw new IllegalArgumentException("batch " + batch.batchId() + " has no orders");
    }
    if (!BankingDays.isBankingDay(batch.executionDate())) {
      throw new IllegalArgumentException(batch.executionDate() + " is no banking day");
    }
    var keys = new HashSet<String>();
    var sum = BigDecimal.ZERO;
    for (var order : batch.orders()) {
      if (!order.amount().currency().equals(batch.currency()) || order.amount().minor() <= 0) {
        throw new IllegalArgumentException(order + " is no amount of " + batch.currency());
      }
      if (!keys.add(order.key()) || !order.key().matches("[A-Za-z0-9]{1,35}")) {
        throw new IllegalArgumentException(order + " has a key that is not its own, or no key");
      }
      if (!Iban.isValid(Iban.canonical(order.account()))) {
        throw new IllegalArgumentException(order + " has no valid IBAN");
      }
      sum = sum.add(order.amount().toDecimal());
    }
    return sum;
  }

  private static CreditTransferTransaction34 transaction(Order order) {
    var transaction =
        new CreditTransferTransaction34()
            .setPmtId(
                new PaymentIdentification6().setInstrId(order.key()).setEndToEndId(order.key()))
            .setAmt(
                new AmountType4Choice()
                    .setInstdAmt(
                        new ActiveOrHistoricCurrencyAndAmount()
                            .setCcy(order.amount().currency().getCurrencyCode())
                            .setValue(order.amount().toDecimal())))
            .setCdtr(party(order.holder()))
            .setCdtrAcct(account(Iban.canonical(order.account())))
            .setRmtInf(
                new RemittanceInformation16().addUstrd("Creator payout " + order.payoutId()));
    return order.bic() == null ? transaction : transaction.setCdtrAgt(agent(order.bic()));
  }

  private static PartyIdentification135 party(String name) {
    var written = SepaText.of(name);
    return new PartyIdentification135()
        .setNm(written.substring(0, Math.min(LONGEST_NAME, written.length())).strip());
  }

  private static CashAccount38 account(String iban) {
    return new CashAccount38().setId(new AccountIdentification4Choice().setIBAN(iban));
  }

  private static BranchAndFinancialInstitutionIdentification6 agent(@Nullable String bic) {
    var institution = new FinancialInstitutionIdentification18();
    return new BranchAndFinancialInstitutionIdentification6()
        .setFinInstnId(
            bic == null
                ? institution.setOthr(new GenericFinancialIdentification1().setId("NOTPROVIDED"))
                : institution.setBICFI(bic));
  }
}
