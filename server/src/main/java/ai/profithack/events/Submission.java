package ai.profithack.events;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Part of a batch, waiting to be written together with others. `refused` are those of the batch
/// that could be refused without asking the database.
final class Submission {
  final String source;
  final List<Candidate> candidates;
  final List<Refused> refused;
  final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

  /// What became of it, once it is on disk.
  record Outcome(int accepted, int duplicates, List<Refused> refused) {}

  Submission(String source, List<Candidate> candidates, List<Refused> refused) {
    this.source = source;
    this.candidates = candidates;
    this.refused = refused;
  }

  /// For the queue: how much work this is.
  int size() {
    return candidates.size() + refused.size();
  }

  /// Everything refused, by the rules or by what the database knows.
  List<Refused> allRefused() {
    var all = new ArrayList<>(refused);
    for (var candidate : candidates) {
      var problem = candidate.problem;
      if (candidate.state == Candidate.State.REFUSED && problem != null) {
        all.add(Refused.event(candidate.index, candidate.event, problem));
      }
    }
    return all;
  }

  void complete() {
    var accepted = 0;
    var duplicates = 0;
    for (var candidate : candidates) {
      switch (candidate.state) {
        case ACCEPTED -> accepted++;
        case DUPLICATE -> duplicates++;
        case REFUSED -> {}
        case UNDECIDED ->
            throw new IllegalStateException("undecided after the commit: " + candidate.event.id());
      }
    }
    outcome.complete(new Outcome(accepted, duplicates, allRefused()));
  }
}
