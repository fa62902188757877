"""Things of the count: its pages are asked for the own school, by everybody."""

from tests.access.scene import Scene


def build(scene: Scene) -> None:
    """Arguments of the coverage pages beside those of the school."""
    scene.args["coverage.export", "form"] = "csv"
    for name in ("index", "names", "materials", "export"):
        scene.queries[f"coverage.{name}"] = {"unit": f"school:{scene.own_school.id}"}
