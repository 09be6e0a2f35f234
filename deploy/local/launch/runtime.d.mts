export function pinnedNode(root: string): string;
export function isNewEnough(version: string): boolean;
