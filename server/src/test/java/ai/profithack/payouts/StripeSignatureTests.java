package ai.profithack.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// What is taken for Stripe's signature. The known answers were computed elsewhere, with the secret
/// and the body that the tests of Stripe's own libraries use.
class StripeSignatureTests {
  private static final String SECRET = "whsec_test_secret";
  private static final byte[] BODY =
      "{\n  \"id\": \"evt_test_webhook\",\n  \"object\": \"event\"\n}"
          .getBytes(StandardCharsets.UTF_8);
  private static final String AT_12345 =
      "2672d138c9a412830f3bfe2ecc5bfb3277cf6f5b49d0119d77dd6cb64da1257e";
  private static final String AT_1 =
      "6bfccef559c1ba04db4d23089d8f1bd00bbf8563f05d085d9d515dd786516316";

  @Test
  void signsAsOthersDo() {
    assertThat(HexFormat.of().formatHex(StripeSignature.sign(SECRET, 12_345, BODY)))
        .isEqualTo(AT_12345);
    assertThat(HexFormat.of().formatHex(StripeSignature.sign(SECRET, 1, BODY))).isEqualTo(AT_1);
  }

  @Test
  void holdsWithinFiveMinutesEitherWayAndNotASecondLonger() {
    var header = "t=12345,v1=" + AT_12345;
    for (var second : List.of(12_045L, 12_345L, 12_645L)) {
      assertThat(objection(header, second)).as("at " + second).isEmpty();
    }
    assertThat(objection(header, 12_646)).contains("The signature is older than five minutes.");
    assertThat(objection(header, 12_044)).contains("The signature is from the future.");
  }

  @Test
  void oneOfSeveralSignaturesIsEnoughAndOtherSchemesCountForNothing() {
    var wrong = "0".repeat(64);
    assertThat(objection("t=12345,v1=" + wrong + ",v1=" + AT_12345, 12_345)).isEmpty();
    assertThat(objection("t=12345,v0=" + AT_12345 + ",v1=" + AT_12345, 12_345)).isEmpty();
    assertThat(objection("t=12345,v0=" + AT_12345, 12_345))
        .contains("The header Stripe-Signature has no signature of the scheme v1.");
    assertThat(objection("t=12345,v1=" + wrong, 12_345)).isPresent();
  }

  @Test
  void eitherOfTwoSecretsHoldsWhileOneReplacesTheOther() {
    var header = "t=12345,v1=" + AT_12345;
    var now = Instant.ofEpochSecond(12_345);
    assertThat(StripeSignature.objection(header, BODY, List.of("whsec_new", SECRET), now))
        .isEmpty();
    assertThat(StripeSignature.objection(header, BODY, List.of("whsec_new"), now)).isPresent();
  }

  @Test
  void aChangedBodyTimeOrHeaderHoldsNothing() {
    assertThat(objection(null, 12_345)).contains("The header Stripe-Signature is missing.");
    assertThat(objection("v1=" + AT_12345, 12_345))
        .contains("The header Stripe-Signature has no time.");
    for (var header :
        List.of(
            "",
            "t=12346,v1=" + AT_12345,
            "t=12345,v1=" + AT_1,
            "t=12345,v1=" + AT_12345.toUpperCase(java.util.Locale.ROOT),
            "t=12345;v1=" + AT_12345,
            "t=x,v1=" + AT_12345)) {
      assertThat(objection(header, 12_345)).as(header).isPresent();
    }
    var other = BODY.clone();
    other[4] ^= 1;
    assertThat(
            StripeSignature.objection(
                "t=12345,v1=" + AT_12345, other, List.of(SECRET), Instant.ofEpochSecond(12_345)))
        .isPresent();
  }

  private static Optional<String> objection(@Nullable String header, long now) {
    return StripeSignature.objection(header, BODY, List.of(SECRET), Instant.ofEpochSecond(now));
  }
}
