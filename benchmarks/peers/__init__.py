"""The same twelve rules in other engines' languages, beside policyengine's own, on the same facts."""
