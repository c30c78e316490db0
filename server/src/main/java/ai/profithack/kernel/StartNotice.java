package ai.profithack.kernel;

import java.util.List;

/// What the operator is told on the console once the server is up. Modules offer theirs as beans.
public interface StartNotice {
  /// Lines of plain text; none where there is nothing to say.
  List<String> lines();
}
