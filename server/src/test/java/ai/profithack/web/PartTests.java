package ai.profithack.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PartTests {
  /// Ids from 7 down to 1, as a repository gives those below `before`.
  private static List<Long> below(@Nullable Long before, int atMost) {
    return LongStream.iterate(7, id -> id > 0, id -> id - 1)
        .filter(id -> before == null || id < before)
        .limit(atMost)
        .boxed()
        .toList();
  }

  @Test
  void partsFollowOneAnotherUntilNothingIsLeft() {
    for (var limit = 1; limit <= 9; limit++) {
      var size = limit;
      var seen = new ArrayList<Long>();
      Long before = null;
      do {
        var from = before;
        var part = Part.of(size, rows -> below(from, rows));
        assertThat(part.rows()).hasSizeBetween(1, size);
        seen.addAll(part.rows());
        before = part.nextBefore(id -> id);
      } while (before != null);
      assertThat(seen).as("in parts of %d", limit).containsExactly(7L, 6L, 5L, 4L, 3L, 2L, 1L);
    }
  }

  @Test
  void nothingIsAPartOfItsOwn() {
    var none = Part.of(1, _ -> List.<Long>of());
    assertThat(none.rows()).isEmpty();
    assertThat(none.<Long>nextBefore(id -> id)).isNull();
  }

  @Test
  void aLimitThatIsNoneIsRefusedBeforeAnythingIsRead() {
    for (var limit : List.of(Integer.MIN_VALUE, -1, 0, 201, Integer.MAX_VALUE)) {
      assertThatThrownBy(() ->
              Part.of(
                  limit,
                  _ -> {
                    throw new AssertionError("read");
                  }))
          .isInstanceOf(Refused.class)
          .hasMessage("limit is a number from 1 to 200.");
    }
  }
}
