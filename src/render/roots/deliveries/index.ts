export { createObjectReader, objectsIn, type DeployingObject } from "./find.ts";
export { findDeliveries } from "./find-deliveries.ts";
export { unfollowedChanges } from "./unfollowed.ts";
export { localDeliveries, type LocalDelivery } from "./local.ts";
