package ai.profithack.provenance;

import ai.profithack.provenance.Issue.Severity;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The issues found so far: each once, and no more than a person would read.
final class Findings {
  private static final int ISSUES_MAX = 300;

  private final Set<Issue> issues = new LinkedHashSet<>();

  void failure(String code, String about, String explanation) {
    add(new Issue(Severity.FAILURE, code, about, explanation));
  }

  void failure(String about, MalformedCredentials malformed) {
    failure(malformed.code(), about, String.valueOf(malformed.getMessage()));
  }

  void doubt(String code, String about, String explanation) {
    add(new Issue(Severity.DOUBT, code, about, explanation));
  }

  void information(String code, String about, String explanation) {
    add(new Issue(Severity.INFORMATION, code, about, explanation));
  }

  void addAll(List<Issue> others) {
    others.forEach(this::add);
  }

  List<Issue> all() {
    return List.copyOf(issues);
  }

  CredentialState state() {
    if (issues.stream().anyMatch(issue -> issue.severity() == Severity.FAILURE)) {
      return CredentialState.INVALID;
    }
    return issues.stream().anyMatch(issue -> issue.severity() == Severity.DOUBT)
        ? CredentialState.UNTRUSTED
        : CredentialState.VALID;
  }

  /// Failures are never dropped.
  private void add(Issue issue) {
    if (issues.size() < ISSUES_MAX
        || (issue.severity() == Severity.FAILURE && state() != CredentialState.INVALID)) {
      issues.add(issue);
    }
  }
}
