package ai.profithack.monetization;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Disputes about gifts before, during and after release and payout, in any order of arrival.
class DisputesTests extends DisputedGifts {
  @Test
  void disputedBeforeReleaseIsWithheldAndAWonOneIsReleasedWhenItWouldHaveBeen() {
    send(gift("d1", 901, 1_000), gift("d1-other", 901, 200), disputed("d1", 1));
    books.book();
    assertThat(places(901)).isEqualTo("pending 110, withheld 550");
    assertThat(earnings.withheldWhy(901).disputedMinor()).isEqualTo(550);

    books.release(RELEASED);
    assertThat(places(901)).isEqualTo("available 110, withheld 550");
    send(won("d1", 2));
    books.book();
    assertThat(places(901)).isEqualTo("pending 550, available 110");
    books.release(RELEASED);
    assertThat(places(901)).isEqualTo("available 660");
  }

  @Test
  void disputedAfterReleaseIsTakenFromWhatIsAvailableAndALostOneGivenBack() {
    send(gift("d2", 902, 1_000));
    books.book();
    books.release(RELEASED);
    send(disputed("d2", 1));
    books.book();
    assertThat(places(902)).isEqualTo("withheld 550");

    send(lost("d2", 2));
    settle();
    assertThat(places(902)).isEmpty();
    assertThat(receivable(71_902)).isZero();
    assertThat(refundOf("d2")).isEqualTo("1000 0 0");
  }

  @Test
  void disputedWhileAPayoutIsOnItsWayIsADebtThatIsRepaidWhenTheDisputeIsWon() {
    send(gift("d3", 903, 1_000));
    books.book();
    books.release(RELEASED);
    move(903, "available", "in-payout", 400);
    send(disputed("d3", 1));
    books.book();
    assertThat(places(903)).isEqualTo("in-payout 400, withheld 550, debt 400");

    move(903, "in-payout", null, 400);
    send(won("d3", 2));
    books.book();
    books.release(RELEASED);
    assertThat(places(903)).isEqualTo("available 150");
  }

  @Test
  void disputedAfterPayoutAndLostStaysADebtThatTheNextEarningsRepay() {
    send(gift("d4", 904, 1_000));
    books.book();
    books.release(RELEASED);
    move(904, "available", null, 550);
    send(disputed("d4", 1), lost("d4", 2));
    settle();
    assertThat(places(904)).isEqualTo("debt 550");
    assertThat(receivable(71_904)).isZero();

    send(gift("d4-next", 904, 2_000));
    books.book();
    books.release(RELEASED);
    assertThat(places(904)).isEqualTo("available 550");
  }

  @Test
  void whatWasPaidOutAndWonComesBackToTheCreatorsBalanceOfNow() {
    send(gift("d5", 905, 1_000));
    books.book();
    books.release(RELEASED);
    move(905, "available", null, 550);
    send(disputed("d5", 1));
    books.book();
    assertThat(places(905)).isEqualTo("withheld 550, debt 550");
    // Meanwhile other earnings repaid a part of it.
    send(gift("d5-next", 905, 400));
    books.book();
    books.release(RELEASED);
    assertThat(places(905)).isEqualTo("withheld 550, debt 330");

    send(won("d5", 2));
    books.book();
    books.release(RELEASED);
    assertThat(places(905)).isEqualTo("available 220");
  }

  @Test
  void aDisputeThatArrivesBeforeItsGiftWithholdsItFromTheBeginning() {
    send(disputed("d6", 1));
    books.book();
    send(gift("d6", 906, 1_000));
    books.book();
    assertThat(places(906)).isEqualTo("withheld 550");

    send(lost("d7", 1));
    settle();
    send(gift("d7", 907, 1_000));
    books.book();
    assertThat(places(907)).isEqualTo("withheld 550");
    settle();
    assertThat(places(907)).isEmpty();
  }

  @Test
  void wonAfterLostIsRefusedAndShown() {
    send(gift("d8", 908, 1_000), disputed("d8", 1), lost("d8", 2));
    settle();
    send(won("d8", 3));
    books.book();

    assertThat(places(908)).isEmpty();
    assertThat(cases.contradictions(100))
        .anyMatch(one -> one.giftEventId().equals("d8") && one.word().equals("won"));
    assertThat(state("d8")).isEqualTo("lost");
  }

  /// The latest in event time holds, and lost for good: whatever the order of arrival.
  @Test
  void anyOrderAndNumberOfArrivalsHasTheSameEnd() {
    var orders = new ArrayList<List<String>>();
    var ends = new ArrayList<String>();
    for (var words :
        List.of(
            List.of("disputed 1", "won 2"),
            List.of("disputed 1", "won 2", "disputed 3"),
            List.of("disputed 1", "won 2", "disputed 3", "won 4"),
            List.of("disputed 1", "won 2", "disputed 3", "lost 4"))) {
      orders.addAll(permutations(words));
      while (ends.size() < orders.size()) {
        ends.add(words.getLast().split(" ", 2)[0]);
      }
    }
    for (var i = 0; i < orders.size(); i++) {
      send(gift("order-" + i, 10_000 + i, 1_000));
    }
    for (var step = 0; step < 4; step++) {
      for (var i = 0; i < orders.size(); i++) {
        if (step < orders.get(i).size()) {
          var word = orders.get(i).get(step).split(" ", 2);
          var minutes = Integer.parseInt(word[1]);
          send(
              word(word[0], "order-" + i, minutes, "-first"),
              word(word[0], "order-" + i, minutes, "-again"));
        }
      }
      books.book();
    }
    settle();
    for (var i = 0; i < orders.size(); i++) {
      var end = ends.get(i);
      assertThat(state("order-" + i))
          .as("%s", orders.get(i))
          .isEqualTo(end.equals("disputed") ? "open" : end);
      assertThat(places(10_000 + i))
          .as("%s", orders.get(i))
          .isEqualTo(
              switch (end) {
                case "disputed" -> "withheld 550";
                case "won" -> "pending 550";
                default -> "";
              });
    }
  }

  private static List<List<String>> permutations(List<String> words) {
    if (words.isEmpty()) {
      return List.of(List.of());
    }
    var all = new ArrayList<List<String>>();
    for (var i = 0; i < words.size(); i++) {
      var rest = new ArrayList<>(words);
      var first = rest.remove(i);
      for (var tail : permutations(rest)) {
        var one = new ArrayList<>(List.of(first));
        one.addAll(tail);
        all.add(Collections.unmodifiableList(one));
      }
    }
    return all;
  }
}
