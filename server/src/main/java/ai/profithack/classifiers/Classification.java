package ai.profithack.classifiers;

import java.util.List;

/// What a classifier came back with.
public sealed interface Classification<T> {
  /// It looked; `models` are what it looked with.
  record Classified<T>(T value, List<Model> models) implements Classification<T> {
    public Classified {
      models = List.copyOf(models);
    }
  }

  /// It is not part of this build, or does not run on this machine. Nothing was looked at, which
  /// says nothing about the recording.
  ///
  /// `reason`: one sentence for people.
  record Absent<T>(String reason) implements Classification<T> {}
}
