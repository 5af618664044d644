/// Sending tenants: parts of what an account sends, and the resources that each may use.
package org.posthorn.engine.tenant;
