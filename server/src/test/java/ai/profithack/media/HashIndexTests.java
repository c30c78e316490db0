package ai.profithack.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Searching by slots finds what comparing with each hash finds.
class HashIndexTests {
  private final Hashes hashes = new Hashes(1);

  @Test
  void findsEverythingWithinTheDistanceOfTheReferenceEachOnce() {
    var queries = new ArrayList<PdqHash>();
    var all = new ArrayList<PdqHash>();
    for (var i = 0; i < 300; i++) {
      var query = hashes.any();
      queries.add(query);
      for (var distance : List.of(0, i % 32, 31, 32)) {
        all.add(hashes.at(distance, query));
      }
    }
    for (var i = 0; i < 20_000; i++) {
      all.add(hashes.any());
    }
    var index = new HashIndex(all);

    for (var query : queries) {
      var found = new TreeMap<Integer, Integer>();
      index.search(
          query,
          PdqHash.SAME,
          (number, distance) -> assertThat(found.put(number, distance)).isNull());
      var expected = new TreeMap<Integer, Integer>();
      for (var number = 0; number < all.size(); number++) {
        var distance = query.distance(all.get(number));
        if (distance <= PdqHash.SAME) {
          expected.put(number, distance);
        }
      }
      assertThat(found).isEqualTo(expected).hasSize(3);
    }
  }

  @Test
  void findsNearlyEverythingALittleFurtherAway() {
    var query = hashes.any();
    var all = new ArrayList<PdqHash>();
    for (var i = 0; i < 2_000; i++) {
      all.add(hashes.at(Matcher.NEAR, query));
    }
    var found = new ArrayList<Integer>();

    new HashIndex(all).search(query, Matcher.NEAR, (number, _) -> found.add(number));

    assertThat(found.size()).isBetween(1_900, 1_999);
  }

  @Test
  void nothingIsFoundInNothing() {
    new HashIndex(List.of())
        .search(hashes.any(), 256, (number, _) -> assertThat(number).isNegative());
  }
}
