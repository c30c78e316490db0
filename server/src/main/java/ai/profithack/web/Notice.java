package ai.profithack.web;

import java.io.Serializable;

/// One sentence about what just happened, or must be known, on top of a page.
public record Notice(Kind kind, String text) implements Serializable {
  private static final long serialVersionUID = 1L;

  /// How a notice looks, and how urgently it is read out.
  public enum Kind {
    INFO("info"),
    SUCCESS("circle-check"),
    WARNING("triangle-alert"),
    ERROR("circle-alert");

    private final String icon;

    Kind(String icon) {
      this.icon = icon;
    }

    public String icon() {
      return icon;
    }

    public String css() {
      return name().toLowerCase(java.util.Locale.ROOT);
    }
  }

  public static Notice info(String text) {
    return new Notice(Kind.INFO, text);
  }

  public static Notice success(String text) {
    return new Notice(Kind.SUCCESS, text);
  }

  public static Notice warning(String text) {
    return new Notice(Kind.WARNING, text);
  }

  public static Notice error(String text) {
    return new Notice(Kind.ERROR, text);
  }
}
