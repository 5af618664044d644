/// Jobs that bring much in and out, in the background: imports of contacts and suppressed addresses, exports of what
/// became of mail.
package org.posthorn.engine.job;
