/// The pages of access: login, one's password, people, API keys, the audit trail. They stand above
/// module `access`, because they need the layout, which needs to know who is logged in.
@NullMarked
package ai.profithack.web.people;

import org.jspecify.annotations.NullMarked;
