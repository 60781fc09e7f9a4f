"""The process boundary: what runs a student's code, and what talks to it.

`zygote`, `worker`, `isolate` and `wire` are loaded on the student's side and import nothing else
of the grader; `process`, `layout` and `probe` stay on the trusted side.
"""
