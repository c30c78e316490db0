package ai.profithack.provenance;

/// One thing that verification found.
///
/// `code` is a status code of the C2PA specification 2.x, or begins with `profithack.` where that
/// has none; `about` is the JUMBF address inside the file that it is about, empty for the file
/// itself; `explanation` is for people.
public record Issue(Severity severity, String code, String about, String explanation) {
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
