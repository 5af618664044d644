/// API v2: the suppression list.
package org.posthorn.api.v2.suppression;
