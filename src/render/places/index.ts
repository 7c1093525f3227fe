/** Where the lines of a rendered document come from. */
export { preparePlaces, type PlacesGround } from "./ground.ts";
export type { Place, PlacesRoot, RenderedSide, RenderedSource } from "./model.ts";
export { placesOf } from "./places-of.ts";
