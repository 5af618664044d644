/// One file per operation of the SES API: request, response, behaviour.
package org.posthorn.api.action;
