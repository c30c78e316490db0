package ai.profithack.imports;

/// Hears how an import goes on. What it throws interrupts the import, which can be resumed.
public interface ImportProgress {
  /// After each batch: `bytesRead` of `byteCount` bytes and `records` in all are behind us, of
  /// which `skipped` were read by an earlier attempt.
  void batchDone(String fileName, long bytesRead, long byteCount, long records, long skipped);

  /// Something a person should know: that an import goes on where it stopped, or waits for another.
  void notice(String sentence);

  /// For callers that do not listen.
  static ImportProgress silent() {
    return new ImportProgress() {
      @Override
      public void batchDone(
          String fileName, long bytesRead, long byteCount, long records, long skipped) {}

      @Override
      public void notice(String sentence) {}
    };
  }
}
