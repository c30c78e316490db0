package ai.profithack.provenance;

import java.util.List;
import java.util.Optional;

/// The content credentials of a file, verified. `manifest` is empty where there are none or where
/// they are too broken to be read; with the state [CredentialState#INVALID] it is what somebody
/// claims and the file contradicts.
public record Credentials(CredentialState state, List<Issue> issues, Optional<Manifest> manifest) {

  static Credentials none(List<Issue> issues) {
    return new Credentials(CredentialState.NONE, List.copyOf(issues), Optional.empty());
  }

  static Credentials broken(String code, String explanation) {
    return new Credentials(
        CredentialState.INVALID,
        List.of(new Issue(Issue.Severity.FAILURE, code, "", explanation)),
        Optional.empty());
  }
}
