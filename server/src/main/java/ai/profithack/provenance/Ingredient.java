package ai.profithack.provenance;

import java.util.List;

/// Something that the content was made from.
///
/// `relationship` is `parentOf`, `componentOf` or `inputTo`; `manifest` is the label of its own
/// credentials in the same file, empty where it has none. `issues` are those of these credentials
/// only: they never change the state of the file.
public record Ingredient(
    String title,
    String format,
    String relationship,
    String manifest,
    AiSource aiSource,
    List<Issue> issues) {}
