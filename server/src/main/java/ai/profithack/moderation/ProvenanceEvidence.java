package ai.profithack.moderation;

import ai.profithack.provenance.Action;
import ai.profithack.provenance.AiSource;
import ai.profithack.provenance.CredentialState;
import ai.profithack.provenance.Credentials;
import ai.profithack.provenance.Issue;
import ai.profithack.provenance.Manifest;
import ai.profithack.provenance.Provenance;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/// What the content credentials of a file say, read before anything else touches it.
@Component
@Order(10)
class ProvenanceEvidence implements EvidenceKind {
  private static final String KIND = "provenance";
  private static final String SOURCE = "C2PA";
  private static final String VERSION = "2.x";
  private static final double TRUSTED = 0.75;
  private static final double UNTRUSTED = 0.5;
  private static final int ISSUES_TOLD = 20;

  private final Provenance provenance;

  ProvenanceEvidence(Provenance provenance) {
    this.provenance = provenance;
  }

  @Override
  public String name() {
    return KIND;
  }

  @Override
  public List<Evidence> read(Path file) throws IOException {
    var credentials = provenance.read(file);
    var found = new ArrayList<>(List.of(evidence(credentials)));
    if (credentials.state() == CredentialState.UNTRUSTED && !provenance.hasTrustList()) {
      found.add(
          Evidence.notApplicable(
              KIND,
              "trust list",
              "No list of trusted signers is installed on this server, so it vouches for nobody else's signature."));
    }
    return found;
  }

  @Override
  public Look look(Subject subject) {
    return List::of;
  }

  static Evidence evidence(Credentials credentials) {
    if (credentials.state() == CredentialState.NONE) {
      return Evidence.nothing(
              KIND,
              SOURCE,
              VERSION,
              "It carries no content credentials. That means nothing: every re-encoding strips them.")
          .with(detail(credentials));
    }
    if (credentials.state() == CredentialState.INVALID) {
      // What the file contradicts is nobody's testimony; often a program left old credentials in.
      return Evidence.concern(
              KIND, SOURCE, VERSION, FlagType.MISINFORMATION, Severity.LOW, sentence(credentials))
          .with(detail(credentials));
    }
    var plain =
        Evidence.fact(KIND, SOURCE, VERSION, sentence(credentials)).with(detail(credentials));
    var source = credentials.manifest().map(Manifest::aiSource).orElse(AiSource.NOT_STATED);
    if (source == AiSource.NOT_STATED) {
      return plain;
    }
    return DeepfakeRules.counted(
        plain,
        Deepfake.Family.SAID,
        credentials.state() == CredentialState.VALID ? TRUSTED : UNTRUSTED);
  }

  private static String sentence(Credentials credentials) {
    var state =
        switch (credentials.state()) {
          case NONE -> "There are no content credentials";
          case VALID -> "Its content credentials are valid and their signer is trusted here";
          case INVALID ->
              "Its content credentials contradict the file: it was changed after they were signed, or they are broken. Many programs do that without meaning harm";
          case UNTRUSTED ->
              "Its content credentials fit the file, but nobody here vouches for their signer";
        };
    var source =
        credentials
            .manifest()
            .map(said ->
                switch (said.aiSource()) {
                  case WHOLLY -> "; they say that a generative model made it";
                  case PARTLY -> "; they say that a generative model made parts of it";
                  case NOT_STATED -> "";
                })
            .orElse("");
    return state + source + ".";
  }

  private static Map<String, Object> detail(Credentials credentials) {
    var detail = new HashMap<String, Object>();
    detail.put("state", credentials.state().name().toLowerCase(Locale.ROOT));
    detail.put("issues", issues(credentials));
    credentials
        .manifest()
        .ifPresent(said -> {
          detail.put("generator", said.generator());
          detail.put("title", said.title());
          detail.put("aiSource", said.aiSource().name().toLowerCase(Locale.ROOT));
          detail.put("actions", said.actions().stream().map(Action::name).toList());
          said.signer()
              .ifPresent(signer -> {
                detail.put("signerOrganization", signer.organization());
                detail.put("signerName", signer.commonName());
              });
          said.signedAt().ifPresent(at -> detail.put("signedAt", at.toString()));
        });
    return detail;
  }

  private static List<String> issues(Credentials credentials) {
    return credentials.issues().stream()
        .filter(issue -> issue.severity() != Issue.Severity.INFORMATION)
        .limit(ISSUES_TOLD)
        .map(issue -> issue.code() + ": " + issue.explanation())
        .toList();
  }
}
