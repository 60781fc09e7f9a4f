"""The class at a glance: a folder of results becomes a view of the class, and the view becomes pages.

`read` finds results, `gather` makes a `ClassView` of them, `site` writes its pages. A gradebook can
feed the same view.
"""
