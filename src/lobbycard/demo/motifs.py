"""What a film is about as one bold sign: silhouettes that styles place and colour."""

from collections.abc import Callable

from lobbycard.demo import places, things
from lobbycard.demo.pen import Pen

SIGNS: dict[str, Callable[[Pen], None]] = {
    "skyline": places.skyline,
    "robot": things.robot,
    "moon": places.moon,
    "rocket": places.rocket,
    "train": places.train,
    "clock": things.clock,
    "house": places.house,
    "graves": places.graves,
    "eye": things.eye,
    "hatman": things.hatman,
    "mask": things.mask,
    "road": places.road,
    "ship": places.ship,
    "castle": places.castle,
    "ice": places.ice,
    "claw": things.claw,
    "lens": things.lens,
    "plant": things.plant,
    "tramp": things.tramp,
    "bow": things.bow,
    "saucer": places.saucer,
    "crown": places.crown,
    "skull": things.skull,
    "stairs": places.stairs,
    "spiral": places.spiral,
    "umbrella": things.umbrella,
    "bird": things.bird,
    "gun": things.gun,
    "phone": things.phone,
    "lamp": things.lamp,
    "star": places.star,
    "dinosaur": things.dinosaur,
    "flask": things.flask,
    "western": places.western,
    "tent": places.tent,
    "face": things.face,
    "shield": places.shield,
}
"""Every sign by its name."""
