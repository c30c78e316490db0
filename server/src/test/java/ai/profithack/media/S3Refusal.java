package ai.profithack.media;

/// An error as S3 answers it.
public final class S3Refusal extends Exception {
  private static final long serialVersionUID = 1L;

  private final int status;
  private final String code;

  S3Refusal(int status, String code, String message) {
    super(message);
    this.status = status;
    this.code = code;
  }

  int status() {
    return status;
  }

  String xml() {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>%s</Code><Message>%s</Message><RequestId>1</RequestId></Error>"
        .formatted(code, String.valueOf(getMessage()).replace("&", "&amp;").replace("<", "&lt;"));
  }
}
