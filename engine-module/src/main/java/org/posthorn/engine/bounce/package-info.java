/// What a refusal means: the evidence of a reply or a report, weighed into one [org.posthorn.engine.bounce.Reason].
package org.posthorn.engine.bounce;
