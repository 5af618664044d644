/// Operations of API v1 about mail that comes in.
package org.posthorn.api.v1.receipt;
