package ai.profithack.textrules;

import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the rules found in a text: the categories that are flagged, how much the strongest hit of
/// each category says (0 to 1, 0 where nothing was found), and every hit in the order of the text.
public record TextFindings(
    Set<TextCategory> flags, Map<TextCategory, Double> scores, List<TextHit> hits) {}
