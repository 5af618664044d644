/// Policies in the grammar of IAM: read, kept, and asked whether something is allowed. Knows nothing of mail.
package org.posthorn.engine.policy;
