/// API v2: reputation of identities and sets, and what follows from it.
package org.posthorn.api.v2.reputation;
