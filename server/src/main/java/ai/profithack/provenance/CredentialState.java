package ai.profithack.provenance;

/// What can be said about the credentials of a file.
public enum CredentialState {
  /// There are none. That means nothing: most files have none, and every re-encoding strips them.
  NONE,

  /// Nothing signed was changed, and the signer's certificate leads to an anchor of the operator.
  VALID,

  /// They contradict the file or themselves: something was changed after signing, or they are
  /// broken.
  INVALID,

  /// Nothing was found changed, but nobody here vouches for the signer, or it could not all be
  /// verified; the issues say which.
  UNTRUSTED
}
