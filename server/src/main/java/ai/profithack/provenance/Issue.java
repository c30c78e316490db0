package ai.profithack.provenance;

import ai.profithack.kernel.Printable;

/// One thing that verification found.
///
/// `code` is a status code of the C2PA specification 2.x, or begins with `profithack.` where that
/// has none; `about` is the JUMBF address inside the file that it is about, empty for the file
/// itself; `explanation` is for people. All three are printable and short, whatever a file put into
/// them.
public record Issue(Severity severity, String code, String about, String explanation) {
  private static final int CODE_MAX = 100;
  private static final int ABOUT_MAX = 200;
  private static final int EXPLANATION_MAX = 500;

  public Issue {
    code = Printable.of(code, CODE_MAX);
    about = Printable.of(about, ABOUT_MAX);
    explanation = Printable.of(explanation, EXPLANATION_MAX);
  }

  /// How much it counts.
  public enum Severity {
    /// Something was changed, or cannot be what it claims to be.
    FAILURE,

    /// Nothing shows a change, but it is not vouched for or was not verified.
    DOUBT,

    /// Worth knowing; changes no verdict.
    INFORMATION
  }
}
