/// Marks in videos and pictures: visible ones, drawn into them, and an invisible one that survives
/// being encoded again, scaled, cut and mirrored, and says whose a copy is.
///
/// Start at [ai.profithack.watermark.Watermarks]. How the invisible one is written: `Code` (bits
/// that survive errors), `Pattern` (where the key puts them), `Marker` (how they get into a
/// picture). How it is read: `Residue` (what stands still), `Search` (where the pattern lies).
@ApplicationModule(allowedDependencies = {"console", "kernel", "media"})
@NullMarked
package ai.profithack.watermark;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
