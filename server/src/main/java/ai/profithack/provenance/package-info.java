/// Where a picture or a video says that it comes from: content credentials (C2PA), read and
/// verified without a network, and written on what this server makes. It decides nothing; it says
/// what it saw.
///
/// Start at [ai.profithack.provenance.Provenance] (what do the credentials of this file say, and
/// are they true?) and [ai.profithack.provenance.CredentialSigner] (say where a file of ours comes
/// from).
@ApplicationModule(allowedDependencies = {"kernel"})
@NullMarked
package ai.profithack.provenance;

import org.jspecify.annotations.NullMarked;
import org.springframework.modulith.ApplicationModule;
