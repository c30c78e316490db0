package ai.profithack.provenance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Examples of RFC 8949, appendix A, and what is refused.
class CborTests {
  @ParameterizedTest
  @CsvSource({
    "00, 0",
    "17, 23",
    "1818, 24",
    "1903e8, 1000",
    "1a000f4240, 1000000",
    "1b000000e8d4a51000, 1000000000000",
    "20, -1",
    "3863, -100",
    "3903e7, -1000"
  })
  void readsAndWritesNumbersOfTheStandard(String hex, long number) throws MalformedCredentials {
    assertThat(read(hex)).isEqualTo(new Cbor.Int(number));
    assertThat(HexFormat.of().formatHex(CborWriter.write(number))).isEqualTo(hex);
  }

  @ParameterizedTest
  @CsvSource({"f93e00, 1.5", "f97bff, 65504.0", "fa47c35000, 100000.0", "fb3ff199999999999a, 1.1"})
  void readsFractionsOfTheStandard(String hex, double number) throws MalformedCredentials {
    assertThat(read(hex)).isEqualTo(new Cbor.Real(number));
  }

  @Test
  void readsWhatIsNestedDefiniteOrNot() throws MalformedCredentials {
    var expected =
        new Cbor.Array(
            List.of(
                new Cbor.Int(1),
                new Cbor.Array(List.of(new Cbor.Int(2), new Cbor.Int(3))),
                new Cbor.Array(List.of(new Cbor.Int(4), new Cbor.Int(5)))));
    assertThat(read("8301820203820405")).isEqualTo(expected);
    assertThat(read("9f018202039f0405ffff")).isEqualTo(expected);
    assertThat(read("7f657374726561646d696e67ff")).isEqualTo(new Cbor.Text("streaming"));
    assertThat(read("a26161016162820203").number("a")).contains(1L);
    assertThat(read("bf61610161629f0203ffff").list("b")).hasSize(2);
    assertThat(read("c074323031332d30332d32315432303a30343a30305a").untagged())
        .isEqualTo(new Cbor.Text("2013-03-21T20:04:00Z"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "", // nothing
        "0000", // something after the end
        "a2616101616102", // a key twice
        "a1800000", // a list as a key
        "9bffffffffffffffff", // a length beyond anything
        "5b7fffffffffffffff00", // the same for bytes
        "9a00ffffff00", // a list that is not there
        "bb00000000ffffffff", // a map that is not there
        "61ff", // no UTF-8
        "7f6161", // no end
        "7f420102ff", // bytes inside a text
        "ff", // an end of nothing
        "1c", // a length that is none
        "1bffffffffffffffff" // beyond 63 bits
      })
  void refusesWhatIsBroken(String hex) {
    assertThatExceptionOfType(MalformedCredentials.class).isThrownBy(() -> read(hex));
  }

  @Test
  void refusesWhatIsNestedTooDeep() throws MalformedCredentials {
    assertThat(read("81".repeat(CborReader.DEPTH_MAX) + "00")).isInstanceOf(Cbor.Array.class);
    for (var nesting : List.of("81", "9f", "c1", "a100", "bf00")) {
      assertThatExceptionOfType(MalformedCredentials.class)
          .isThrownBy(() -> read(nesting.repeat(100_000) + "00"))
          .withMessageContaining("deeper");
    }
  }

  @Test
  void refusesMillionsOfValues() {
    assertThatExceptionOfType(MalformedCredentials.class)
        .isThrownBy(() -> read("9f" + "00".repeat(CborReader.VALUES_MAX) + "ff"))
        .withMessageContaining("more than");
    assertThatExceptionOfType(MalformedCredentials.class)
        .isThrownBy(() -> read("5f" + "40".repeat(CborReader.VALUES_MAX) + "ff"))
        .withMessageContaining("more than");
  }

  private static Cbor read(String hex) throws MalformedCredentials {
    return CborReader.read(HexFormat.of().parseHex(hex));
  }
}
