package ai.profithack.textrules;

/// How bad it is if the rule is right.
public enum TextSeverity {
  LOW,
  MEDIUM,
  HIGH,
  CRITICAL
}
