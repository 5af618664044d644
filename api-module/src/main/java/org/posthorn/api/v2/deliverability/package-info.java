/// API v2: the deliverability dashboard, which is a service of AWS.
package org.posthorn.api.v2.deliverability;
