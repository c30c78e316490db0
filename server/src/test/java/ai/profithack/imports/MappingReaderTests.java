package ai.profithack.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/// What is wrong with a mapping is said with file, line and field.
class MappingReaderTests {
  private static final String GOOD =
      """
      mapping: shop
      description: Orders of a shop.
      recognise:
        columns: [order, paid_at]
      format:
        kind: csv
      namespace: shop
      rules:
        - event:
            type: gift
            id: order
            time: paid_at
            user: customer
            creator: {constant: shop}
            amount: {value: total, currency: EUR}
      """;

  @Test
  void readsAMapping() {
    var mapping = read(GOOD);
    assertThat(mapping.name()).isEqualTo("shop");
    assertThat(mapping.columns())
        .containsExactlyInAnyOrder("order", "paid_at", "customer", "total");
  }

  @Test
  void everyShippedMappingIsOne() throws IOException {
    assertThat(new MappingCatalogue(Path.of("target/no-such-folder")).all())
        .containsKeys(
            "tiktok-creator-videos",
            "tiktok-video-snapshots",
            "tiktok-trending",
            "tiktok-discover-hashtags",
            "tiktok-discover-creators",
            "tiktok-discover-sounds",
            "youtube-trending",
            "tiktok-live-events",
            "tiktok-gift-catalogue",
            "cdnow",
            "events",
            "users",
            "videos",
            "gifts",
            "video-statistics");
  }

  @Test
  void namesTheLineOfASettingThatMeansNothing() {
    refuses(
        GOOD.replace("user: customer", "usr: customer"),
        "my.yaml, line 13: rules[0].event.usr means nothing here; known are amount, category, creator");
  }

  @Test
  void namesAnUnknownTypeOfEvent() {
    refuses(
        GOOD.replace("type: gift", "type: present"),
        "my.yaml, line 10: rules[0].event.type is present and should be one of view, like");
  }

  @Test
  void namesWhatIsMissing() {
    refuses(
        GOOD.replace("      id: order\n", ""), "my.yaml, line 10: rules[0].event.id is missing");
    refuses(GOOD.replace("namespace: shop\n", ""), "my.yaml, line 1: namespace is missing");
  }

  @Test
  void refusesARuleThatIsTwoThings() {
    refuses(
        GOOD + "    refuse: because\n",
        "my.yaml, line 16: rules[0].refuse should be exactly one of event, counters");
  }

  @Test
  void refusesWrongChoices() {
    refuses(GOOD.replace("kind: csv", "kind: excel"), "line 6: format.kind is excel");
    refuses(
        GOOD.replace("time: paid_at", "time: {column: paid_at, format: nonsense}"),
        "line 12: rules[0].event.time.format should be iso, unix-seconds");
    refuses(
        GOOD.replace("time: paid_at", "time: {column: paid_at, zone: Europe/Atlantis}"),
        "rules[0].event.time.zone should be a time zone");
    refuses(
        GOOD.replace("{value: total, currency: EUR}", "{value: total, currency: EUR, price: x}"),
        "amount.price should be a number");
    refuses(GOOD.replace("mapping: shop", "mapping: My Shop"), "line 1: mapping should be a name");
  }

  @Test
  void refusesACounterThatCannotBeAnEvent() {
    refuses(
        """
        mapping: tags
        description: Views of hashtags.
        recognise: {columns: [tag]}
        format: {kind: csv}
        namespace: tags
        rules:
          - counters:
              captured: at
              each:
                - {of: hashtag, key: tag, value: views, event: view}
        """,
        "my.yaml, line 10: rules[0].counters.each[0].event should be view, like, comment or share of a video");
  }

  @Test
  void refusesWhatIsNoYamlOrNoMapping() {
    refuses("mapping: [", "my.yaml, line 1: this is not YAML");
    refuses("- a\n- b", "my.yaml, line 1: this should be a block of settings");
    refuses("", "my.yaml is empty");
    refuses(GOOD + "mapping: again\n", "mapping is there twice");
  }

  private static void refuses(String text, String message) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(InvalidMapping.class)
        .hasMessageContaining(message);
  }

  private static Mapping read(String text) {
    return MappingReader.read("my.yaml", new StringReader(text));
  }
}
