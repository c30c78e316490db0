/// The pages and endpoints of jobs and their runs.
@NullMarked
package ai.profithack.jobs.web;

import org.jspecify.annotations.NullMarked;
