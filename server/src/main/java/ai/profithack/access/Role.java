package ai.profithack.access;

/// What somebody may do. `CREATOR` sees its own figures only; `SERVICE` sends events and asks for
/// analyses.
public enum Role {
  ADMIN,
  MODERATOR,
  FINANCE,
  CREATOR,
  SERVICE
}
