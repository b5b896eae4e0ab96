export const dotsSeen = 1
export const dotsWanted = 1
