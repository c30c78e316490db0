package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.profithack.kernel.Money;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.w3c.dom.Document;

/// The bank's file against the schema of its authors, and what the schema does not look at.
class CreditTransferFileTests {
  private static final Currency EUR = Currency.getInstance("EUR");
  private static final String KEY = "PH0123456789abcdef0123456789abcdef";
  private static final LocalDate MONDAY = LocalDate.of(2026, 3, 9);

  @Test
  void isValidByASchemaThatOthersWroteAndAddsUp() throws Exception {
    var orders = IntStream.rangeClosed(1, 1_000).mapToObj(i -> order(i, 1_000 + i)).toList();

    var file = write(batch(orders));

    validate(file, Objects.requireNonNull(getClass().getResource("/pain.001.001.09.xsd")));
    var document = parse(file);
    assertThat(texts(document, "NbOfTxs")).containsExactly("1000", "1000");
    assertThat(texts(document, "CtrlSum")).containsExactly("15005.00", "15005.00");
    assertThat(
            texts(document, "InstdAmt").stream()
                .map(BigDecimal::new)
                .reduce(BigDecimal.ZERO, BigDecimal::add))
        .isEqualTo(new BigDecimal("15005.00"));
    assertThat(texts(document, "EndToEndId")).doesNotHaveDuplicates().hasSize(1_000);
    assertThat(texts(document, "MsgId")).containsExactly("PHM0123456789abcdef0123456789abcdef");
    assertThat(texts(document, "ReqdExctnDt")).containsExactly("2026-03-09");
  }

  @Test
  @EnabledIfEnvironmentVariable(
      named = "PROFITHACK_SAMPLE_DATA",
      matches = ".+",
      disabledReason = "PROFITHACK_SAMPLE_DATA does not name a folder of data sets")
  void isValidByASecondCopyOfTheSchema() throws Exception {
    var schema =
        Path.of(
            String.valueOf(System.getenv("PROFITHACK_SAMPLE_DATA")),
            "finance/iso20022/pain.001.001.09.xsd");
    assertThat(Files.exists(schema)).isTrue();

    validate(write(batch(List.of(order(1, 5_000)))), schema.toUri().toURL());
  }

  @Test
  @EnabledIfEnvironmentVariable(
      named = "PROFITHACK_SAMPLE_DATA",
      matches = ".+",
      disabledReason = "PROFITHACK_SAMPLE_DATA does not name a folder of data sets")
  void knowsTheLengthsThatTheIbanRegistryKnows() throws Exception {
    var file =
        Path.of(
            String.valueOf(System.getenv("PROFITHACK_SAMPLE_DATA")), "finance/iban_structures.dat");
    var checked = 0;
    for (var line : Files.readAllLines(file)) {
      var country = line.length() < 2 ? "" : line.substring(0, 2);
      var length = lengthOf(line);
      if (length.isEmpty() || !country.matches("[A-Z]{2}")) {
        continue;
      }
      var digits = "0".repeat(length.get() - 4);
      var found =
          IntStream.rangeClosed(2, 98)
              .anyMatch(check -> Iban.isValid("%s%02d%s".formatted(country, check, digits)));
      var longer =
          IntStream.rangeClosed(2, 98)
              .anyMatch(check -> Iban.isValid("%s%02d%s0".formatted(country, check, digits)));
      assertThat(longer).as(line).isFalse();
      checked += found ? 1 : 0;
    }
    assertThat(checked).as("countries of SEPA").isGreaterThan(35);
  }

  /// The length behind a country in a line like `DE|22|…` or a structure like `DE18n`.
  private static Optional<Integer> lengthOf(String line) {
    var sum = 4;
    var matcher =
        java.util.regex.Pattern.compile("(\\d+)!?[nace]")
            .matcher(line.substring(Math.min(2, line.length())));
    var any = false;
    while (matcher.find()) {
      sum += Integer.parseInt(matcher.group(1));
      any = true;
    }
    return any ? Optional.of(sum) : Optional.empty();
  }

  @Test
  void isTheSameBytesWheneverItIsMade() {
    var batch = batch(List.of(order(1, 5_000), order(2, 7_777)));

    assertThat(write(batch)).isEqualTo(write(batch));
  }

  @Test
  void writesNamesInLettersThatBanksTake() throws Exception {
    var order =
        new Order(
            KEY,
            1,
            1,
            new Money(5_000, EUR),
            "Łukasz Çelik & Søn_Æ “Ω”",
            Creators.ACCOUNT,
            "COBADEFFXXX");

    var document = parse(write(batch(List.of(order))));

    assertThat(texts(document, "Nm"))
        .containsExactly(
            "Gluhwurmchen + Sohne GmbH", "Gluhwurmchen + Sohne GmbH", "Lukasz Celik + Son-AE ...");
  }

  @Test
  void namesThatWouldBecomeFullStopsAreRefused() {
    for (var name :
        List.of(
            "Jörg Łukasz",
            "Ħaż-Żebbuġ Ðorđe",
            "Mª Núñez d’Arc",
            "Glühwürmchen & Söhne (3)",
            "Nguyễn Ái")) {
      assertThat(SepaText.refuses(name)).as(name).isEmpty();
    }
    for (var name :
        List.of("Иван Петров", "Иван Petrov", "محمد علي", "李小龍", "Bruce 李", "Γιώργος", "김", "A٣")) {
      assertThat(SepaText.refuses(name).orElse(""))
          .as(name)
          .contains("in Latin letters, as the bank has it");
    }
    assertThat(SepaText.refuses("A").orElse("")).contains("two letters at least");
    assertThat(SepaText.refuses("“…”")).isPresent();
  }

  @Test
  void refusesWhatTheSchemaWouldLetPass() {
    var jpy = Currency.getInstance("JPY");
    assertRefused(
        List.of(new Order(KEY, 1, 1, new Money(1_055, jpy), "A", Creators.ACCOUNT, null)),
        MONDAY,
        "no amount of EUR");
    assertRefused(
        List.of(new Order(KEY, 1, 1, new Money(0, EUR), "A", Creators.ACCOUNT, null)),
        MONDAY,
        "no amount");
    assertRefused(
        List.of(new Order(KEY, 1, 1, new Money(1, EUR), "A", "DE00370400440532013000", null)),
        MONDAY,
        "no valid IBAN");
    assertRefused(List.of(order(1, 1), order(1, 1)), MONDAY, "not its own");
    assertRefused(List.of(order(1, 1)), LocalDate.of(2026, 4, 3), "no banking day");
    assertRefused(List.of(order(1, 1)), LocalDate.of(2026, 3, 8), "no banking day");
    assertRefused(List.of(), MONDAY, "no orders");
  }

  @Test
  void refusalsNameNoAccount() {
    assertThatThrownBy(() ->
            write(
                batch(
                    List.of(
                        new Order(
                            KEY,
                            1,
                            1,
                            new Money(1, EUR),
                            "Secret Name",
                            "DE00370400440532013000",
                            null)))))
        .hasMessageNotContaining("0532013000")
        .hasMessageNotContaining("Secret");
  }

  @Test
  void ibansAreCheckedByCountryLengthAndCheckDigits() {
    for (var good :
        List.of(
            "GB29NWBK60161331926819",
            "FR1420041010050500013M02606",
            "NL91ABNA0417164300",
            "NO9386011117947",
            "MT84MALT011000012345MTLCAST001S")) {
      assertThat(Iban.isValid(good)).as(good).isTrue();
    }
    for (var bad :
        List.of(
            "GB28NWBK60161331926819",
            "NL91ABNA041716430",
            "XX9386011117947",
            "",
            "DE",
            "DE893704004405320130000")) {
      assertThat(Iban.isValid(bad)).as(bad).isFalse();
    }
    assertThat(Iban.canonical(" de89 3704 0044 0532 0130 00 ")).isEqualTo(Creators.ACCOUNT);
  }

  @Test
  void theListToBePaidByHandQuotesWhatSpreadsheetsWouldRun() {
    var rail = new ByHandRail();
    var list =
        new String(
            rail.file(
                batch(
                    List.of(
                        new Order(
                            KEY, 7, 1, new Money(5_050, EUR), "A, \"B\"", "Main Street 1", null)))),
            StandardCharsets.UTF_8);

    assertThat(list)
        .isEqualTo(
            "\"key\",\"payoutId\",\"receiver\",\"account\",\"amount\",\"currency\",\"payBy\",\"result\",\"reference\",\"reason\"\r\n"
                + "\""
                + KEY
                + "\",\"7\",\"A, \"\"B\"\"\",\"Main Street 1\",\"50.50\",\"EUR\",\"2026-03-09\",\"\",\"\",\"\"\r\n");
    assertThat(rail.refuses("=cmd()", "x", null)).isPresent();
    assertThat(rail.refuses("x", "+49", null)).isPresent();
    assertThat(rail.refuses("x", "1\n2", null)).isPresent();
  }

  private static void assertRefused(List<Order> orders, LocalDate day, String why) {
    assertThatThrownBy(() ->
            write(new OrderBatch(1, "bank-file", "PHM1", EUR, Creators.BEGINNING, day, orders)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why);
  }

  /// SEPA carries euros alone; a bank that takes other currencies takes the same message.
  @Test
  void writesYenWithoutAndDinarsWithThreeDecimals() throws Exception {
    for (var each : Map.of("JPY", "90001", "KWD", "90.001").entrySet()) {
      var currency = Currency.getInstance(each.getKey());
      var order = new Order(KEY, 1, 1, new Money(90_001, currency), "A B", Creators.ACCOUNT, null);

      var file = write(batch(currency, List.of(order)));

      validate(file, Objects.requireNonNull(getClass().getResource("/pain.001.001.09.xsd")));
      var document = parse(file);
      assertThat(texts(document, "InstdAmt")).containsExactly(each.getValue());
      assertThat(texts(document, "CtrlSum")).containsExactly(each.getValue(), each.getValue());
      assertThat(new String(file, StandardCharsets.UTF_8))
          .contains("Ccy=\"" + each.getKey() + "\"");
    }
  }

  private static byte[] write(OrderBatch batch) {
    return CreditTransferFile.write(batch, "Glühwürmchen & Söhne GmbH", Creators.ACCOUNT, null);
  }

  private static OrderBatch batch(List<Order> orders) {
    return batch(EUR, orders);
  }

  private static OrderBatch batch(Currency currency, List<Order> orders) {
    return new OrderBatch(
        1,
        "bank-file",
        "PHM0123456789abcdef0123456789abcdef",
        currency,
        Instant.parse("2026-03-06T04:05:06.789Z"),
        MONDAY,
        new ArrayList<>(orders));
  }

  private static Order order(int number, long minor) {
    return new Order(
        "PH%032x".formatted(number),
        number,
        number,
        new Money(minor, EUR),
        "Jörg " + number,
        Creators.ACCOUNT,
        null);
  }

  private static void validate(byte[] file, URL schema) throws Exception {
    var factory = SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI);
    var validator = factory.newSchema(schema).newValidator();
    assertThatCode(() -> validator.validate(new StreamSource(new ByteArrayInputStream(file))))
        .doesNotThrowAnyException();
  }

  private static Document parse(byte[] file) throws Exception {
    var factory = DocumentBuilderFactory.newInstance();
    factory.setNamespaceAware(true);
    return factory.newDocumentBuilder().parse(new ByteArrayInputStream(file));
  }

  private static List<String> texts(Document document, String name) {
    var nodes = document.getElementsByTagNameNS("*", name);
    return IntStream.range(0, nodes.getLength())
        .mapToObj(i -> nodes.item(i).getTextContent().strip())
        .toList();
  }
}
